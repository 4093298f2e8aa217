"""What words mean: actors, their names, codes and leaders at a date, read from `seeds/lexicon`."""
