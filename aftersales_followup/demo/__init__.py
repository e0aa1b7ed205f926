"""The demo dealer; nothing of it is loaded before it is asked for."""
