"""WordPress: comments on a blog's posts, read and answered through the site's own REST interface."""
