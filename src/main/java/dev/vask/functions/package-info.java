/**
 * The service without a process that runs permanently: what is stored before each response, and the ticks by which a scheduler has done
 * what nodes do with their timers. See docs/serverless.md.
 */
@NullMarked
package dev.vask.functions;

import org.jspecify.annotations.NullMarked;
