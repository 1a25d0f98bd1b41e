"""The kind that looks at batches, splits and normalised inputs."""
