"""Floor 5: what a notebook shows. Loaded on first use, never by `import wxlab`."""
