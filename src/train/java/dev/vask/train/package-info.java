/** Training of the JVM's AOT caches: uses a server over the network so that its JVM loads the classes to cache. Uses no class of Vask. */
package dev.vask.train;
