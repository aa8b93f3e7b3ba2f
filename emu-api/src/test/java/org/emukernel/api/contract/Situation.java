package org.emukernel.api.contract;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;

/**
 * A sender about to call others, and a state of memory.
 *
 * @param seed what the memory holds is drawn from
 * @param work what the others must do
 * @param sender the calling CPU
 */
record Situation(long seed, IpiWork work, int sender) {

  /** How many there are of each kind of work. */
  static final int COUNT = 60;

  /** As many steps as a decision may take; other CPUs seldom come in between. */
  static final int STEPS = 1000;

  private static final int CPUS = 6;
  private static final CpuMask ISOLATED = CpuMask.range(2, CPUS);

  static List<Situation> all(long seed) {
    List<Situation> all = new ArrayList<>();
    for (IpiWork work : Works.MAYBE) {
      for (int i = 0; i < COUNT; i++) {
        all.add(new Situation(seed + all.size(), work, i % CPUS));
      }
    }
    return all;
  }

  /** {@return what a strategy does; nothing if the work may not wait} */
  Outcome outcome(DeferralStrategy strategy) {
    RandomView view = new RandomView(seed, sender, ISOLATED);
    List<Decision> decisions = new ArrayList<>();
    if (strategy.mayDefer(work)) {
      for (int target = 0; target < CPUS; target++) {
        if (target != sender) {
          decisions.add(decide(strategy, target, view));
        }
      }
    }
    return new Outcome(work, decisions, view.accesses(), view.mostShared());
  }

  private Decision decide(DeferralStrategy strategy, int target, RandomView view) {
    for (int i = 0; i < STEPS; i++) {
      view.nextStep();
      Decision decision = strategy.decide(work, target, view);
      if (decision != Decision.AGAIN) {
        return decision;
      }
    }
    return Decision.AGAIN;
  }
}
