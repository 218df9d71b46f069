"""Analysis of text for searching, pure: fold, tokens, pinyin. Nothing here is ever shown."""
