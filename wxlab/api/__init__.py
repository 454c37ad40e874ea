"""Floor 4: the face. camelCase lives here, and means: the specification says so."""
