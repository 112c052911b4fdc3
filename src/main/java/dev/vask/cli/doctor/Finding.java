package dev.vask.cli.doctor;

/**
 * What a check found.
 *
 * @param check  the name of the check, one word
 * @param detail what was measured; for a warning or a failure what is wrong, and what to do
 */
public record Finding(String check, Verdict verdict, String detail) {}
