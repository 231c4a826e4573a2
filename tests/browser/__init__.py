"""A package of its own, so that its fixtures end with it and leave no event loop behind for other tests."""
