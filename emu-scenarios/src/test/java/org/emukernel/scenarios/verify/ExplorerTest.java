package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.scenarios.config.*;
import org.emukernel.scenarios.sim.ScenarioMachines;
import com.google.inject.Guice;
import com.google.inject.Injector;

class ExplorerTest {
  public static void main(String[] a) throws Exception {
    Injector injector = Guice.createInjector(new org.emukernel.scenarios.wiring.EmuModule());
    ScenarioLoader loader = injector.getInstance(ScenarioLoader.class);
    ScenarioMachines machines = injector.getInstance(ScenarioMachines.class);
    for (String strategy : System.getProperty("vs", "immediate;cr3-signal").split(";")) {
      List<SettingOverride> o = new ArrayList<>();
      o.add(SettingOverride.option("--strategy", "strategies", strategy));
      for (String s : a) { int e = s.indexOf('='); o.add(new SettingOverride("--set " + s, s.substring(0, e), s.substring(e + 1))); }
      VerifyScenario vs = loader.loadAll("rteval", o);
      long t0 = System.nanoTime();
      SearchResult r = new Verifier(machines).verify(vs, vs.settings().strategies().get(0), Walker.Reduction.ON, (s, t, d) -> true);
      System.out.printf("%s %s: %s states %d transitions %d depth %d in %.2f s%n", strategy, List.of(a), r.outcome(), r.states(), r.transitions(), r.maxDepth(), (System.nanoTime() - t0) / 1e9);
      r.story().violation().ifPresent(v -> System.out.println("   " + v.monitor() + " " + v.instruction() + " " + v.cause()));
      r.story().steps().forEach(s -> System.out.println("   " + s));
    }
  }
}
