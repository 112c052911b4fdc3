/** Checks a server from the outside, as its clients and backends do. */
@NullMarked
package dev.vask.cli.doctor;

import org.jspecify.annotations.NullMarked;
