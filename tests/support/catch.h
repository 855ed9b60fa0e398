// One header for the Catch2 of Debian 12 (2.13, headers only) and of newer systems (3.x), which have different names.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#elif __has_include(<catch_amalgamated.hpp>)
#include <catch_amalgamated.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
