// This library holds the compiled translations as a resource; CMake requires one source file.
