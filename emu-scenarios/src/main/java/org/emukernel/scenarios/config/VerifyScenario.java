package org.emukernel.scenarios.config;

/**
 * A scenario and what a search of it explores.
 *
 * @param settings the scenario; its workloads and its duration do not matter
 * @param verify what is explored
 * @param schedule what a run replays instead, if anything
 */
public record VerifyScenario(
    ScenarioSettings settings, VerifySettings verify, ScheduleSettings schedule) {}
