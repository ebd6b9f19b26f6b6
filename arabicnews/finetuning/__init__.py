"""Fine-tuning a reader: sources of annotated text, batches with targets, the training loop."""
