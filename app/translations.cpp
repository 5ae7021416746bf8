// The compiled translations are a resource of this library; a library needs a source.
