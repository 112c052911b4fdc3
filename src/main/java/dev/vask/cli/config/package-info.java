/** Reads apps from configuration files: of Vask, soketi, Reverb, and of the SDKs of Pusher. */
@NullMarked
package dev.vask.cli.config;

import org.jspecify.annotations.NullMarked;
