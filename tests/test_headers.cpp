// Nothing: test_headers in CMakeLists.txt needs a source file, and is the precompiled headers alone.
