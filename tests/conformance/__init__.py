"""What every connector must do, whatever its network; one suite for all of them."""
