/** The training of the JVM's AOT caches: a day of Vask in a few seconds, so that its classes are loaded. Knows Vask only over the network. */
package dev.vask.train;
