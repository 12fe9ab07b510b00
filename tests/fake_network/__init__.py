"""FakeNetwork: a made-up network whose communities hand out tokens in the browser and can be read by anybody."""
