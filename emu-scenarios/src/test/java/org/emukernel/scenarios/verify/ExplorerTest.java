package org.emukernel.scenarios.verify;

import java.util.List;
import org.emukernel.scenarios.config.*;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.sim.ScenarioMachines;
import org.emukernel.x86.mem.MmuSpec;
import org.emukernel.x86.tlb.TlbSpec;
import org.junit.jupiter.api.Test;
import com.google.inject.Guice;
import com.google.inject.Injector;

class ExplorerTest {
  public static void main(String[] a) throws Exception { new ExplorerTest().probe(); }

  @Test
  void probe() throws Exception {
    Injector injector = Guice.createInjector(new org.emukernel.scenarios.wiring.EmuModule());
    ScenarioLoader loader = injector.getInstance(ScenarioLoader.class);
    ScenarioMachines machines = injector.getInstance(ScenarioMachines.class);
    for (String strategy : System.getProperty("vs", "immediate;cr3-signal").split(";")) {
    for (String feat : List.of("false", "true"))
    for (int cpus = 2; cpus <= Integer.getInteger("maxcpus", 2); cpus++) {
      ScenarioSettings settings =
          loader.load("user-shootdown", List.of(
            new SettingOverride("t", "machine.cpus", "" + cpus),
            new SettingOverride("t", "machine.isolated", "1-" + (cpus - 1)),
            new SettingOverride("t", "machine.memory", "64 MiB"),
            new SettingOverride("t", "machine.features.pcid", feat),
            new SettingOverride("t", "machine.features.invpcid", feat),
            SettingOverride.option("--strategy", "strategies", strategy),
            new SettingOverride("t", "workloads", "[]")));
      int nmis = Integer.getInteger("nmis", 0);
      int sb = Integer.getInteger("sb", 0);
      VerifySettings vs = new VerifySettings(nmis, sb, 3_000_000);
      SharedWords words = new SharedWords(cpus);
      VunmapModel model = new VunmapModel();
      long t0 = System.nanoTime();
      int rounds = 0;
      while (true) {
        rounds++;
        MachineSpec base = machines.spec(settings, settings.strategies().get(0));
        MachineSpec spec = new MachineSpec(base.cpus(), base.isolated(), base.memoryBytes(), base.features(),
          new MmuSpec(TlbSpec.UNBOUNDED, Math.max(1, sb), MmuSpec.FastPath.OFF), base.costs(),
          new VerifyChooser(sb == 0 ? VerifyChooser.Stores.AT_ONCE : VerifyChooser.Stores.AT_ANY_TIME), base.strategy(), base.kernel(), base.faults(),
          List.of(model.kernelPart()), model.systemCalls());
        ExploredMachine m = new ExploredMachine(spec, model, vs, words);
        Explorer e = new Explorer(m, words, vs.maxStates());
        Explorer.Outcome o = e.run();
        if (o == Explorer.Outcome.LEARNED) { continue; }
        double s = (System.nanoTime() - t0) / 1e9;
        System.out.printf("%s pcid=%s cpus=%d nmis=%d sb=%d: %s states %d transitions %d depth %d shared %d rounds %d in %.2f s room %s%n", strategy, feat, cpus, nmis, sb, o, e.states(), e.transitions(), e.maxDepth(), words.size(), rounds, s, m.hasRoomInTlbs());
        m.violations().forEach(v -> System.out.println("   " + v));
        break;
      }
    }
    }
  }
}
