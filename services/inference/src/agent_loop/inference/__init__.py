"""The part of the Ollama API that agent-loop uses, over llama.cpp."""
