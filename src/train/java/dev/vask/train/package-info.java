/**
 * The training run of the JVM's AOT cache: a day of Vask in a few seconds, so that the classes are loaded and the profiles of the
 * methods taken. Knows Vask only over the network.
 */
package dev.vask.train;
