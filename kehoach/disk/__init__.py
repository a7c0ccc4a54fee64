"""How bytes get onto the disk: locked, whole or not at all, and never over what is another's."""
