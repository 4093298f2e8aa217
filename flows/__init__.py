"""Documents about relations between states -> claims -> facts -> releases."""
