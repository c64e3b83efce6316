"""Finding a thing by name, and describing one."""
