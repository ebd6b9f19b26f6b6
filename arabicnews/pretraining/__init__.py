"""Pretraining an Arabic encoder from scratch: text, tokenizer, packed stream, word vectors, masked words.

Order of the steps: ``text`` → ``tokenizer`` → ``stream`` → ``vectors`` → ``mlm``; ``training/pretrain.py``
runs them one command each. Nothing here is needed to use the library.
"""
