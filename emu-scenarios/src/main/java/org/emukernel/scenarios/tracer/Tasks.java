package org.emukernel.scenarios.tracer;

import java.util.List;
import org.emukernel.api.cpu.CpuMask;

/**
 * Who runs on the CPUs. Each has one user task, which never leaves it; a kworker runs where its
 * chain begins as a kernel thread's does, the idle task where the CPU idles.
 */
final class Tasks {

  private static final String THREAD_START = "ret_from_fork_asm";
  private static final String IDLE_LOOP = "do_idle";
  private static final int FIRST_USER_PID = 1000;
  private static final int FIRST_KWORKER_PID = 100;

  private final Task[] users;
  private final Task[] kworkers;
  private final Task idle = new Task("<idle>", 0);

  /**
   * A task.
   *
   * @param comm its name, at most 15 characters
   * @param pid its thread id
   */
  record Task(String comm, int pid) {}

  Tasks(int cpus, CpuMask isolated) {
    users = new Task[cpus];
    kworkers = new Task[cpus];
    for (int cpu = 0; cpu < cpus; cpu++) {
      String role = isolated.contains(cpu) ? "isolated/" : "housekeep/";
      users[cpu] = new Task(role + cpu, FIRST_USER_PID + cpu);
      kworkers[cpu] = new Task("kworker/" + cpu + ":0", FIRST_KWORKER_PID + cpu);
    }
  }

  Task user(int cpu) {
    return users[cpu];
  }

  /** {@return who runs there while these functions are active, innermost first} */
  Task of(int cpu, List<String> chain) {
    if (chain.contains(THREAD_START)) {
      return kworkers[cpu];
    }
    return chain.contains(IDLE_LOOP) ? idle : users[cpu];
  }

  /** {@return the part of the chain that is on the stack of the task that runs} */
  static List<String> stackOf(List<String> chain) {
    int bottom = chain.indexOf(THREAD_START);
    if (bottom < 0) {
      bottom = chain.indexOf(IDLE_LOOP);
    }
    return bottom < 0 ? chain : chain.subList(0, bottom + 1);
  }
}
