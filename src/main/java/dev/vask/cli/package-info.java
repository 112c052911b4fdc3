/** The command line for operators. It calls the admin API of a server and starts without Quarkus. */
@NullMarked
package dev.vask.cli;

import org.jspecify.annotations.NullMarked;
