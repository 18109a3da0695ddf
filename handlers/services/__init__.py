"""Services: the changes that a diagnosis proposes, carried out on the platform that runs them."""
