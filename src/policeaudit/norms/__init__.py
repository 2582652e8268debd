"""Data in both languages: the questionnaire, the norms it names, the negative list and the glossary."""
