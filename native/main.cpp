#include "native/cli/command_line.h"

int main(int argc, char** argv) { return countersign::run_command_line(argc, argv); }
