package org.emukernel.scenarios.config;

/**
 * One of the machines or loads that a scenario goes through; {@code emu.sweep}.
 *
 * @param name how reports call it
 * @param settings the scenario with what this point sets; without points of its own
 */
public record SweepPoint(String name, ScenarioSettings settings) {}
