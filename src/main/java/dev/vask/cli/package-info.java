/** The command line for operators: speaks to a server's admin API, and starts without Quarkus. */
@NullMarked
package dev.vask.cli;

import org.jspecify.annotations.NullMarked;
