package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;
import org.emukernel.scenarios.sim.Script;
import org.emukernel.scenarios.sim.TestCalls;

/** A workload for tests: an isolated CPU reads a vmalloc address before and after its reuse. */
public final class ReusedAddress implements WorkloadProvider {

  @Override
  public String name() {
    return "test-reused-address";
  }

  @Override
  public String description() {
    return "an isolated CPU reads a vmalloc address before and after its reuse";
  }

  @Override
  public List<Setting> settings() {
    return List.of();
  }

  @Override
  public KernelPart kernelPart() {
    return TestCalls.kernelPart();
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return TestCalls.systemCalls();
  }

  @Override
  public WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    int isolated = host.isolated().last();
    return arena -> {
      Script script = new Script();
      return script
          .at(10, 0, "address", TestCalls.vmalloc(4096))
          .at(50, isolated, "", () -> TestCalls.load(script.result("address")))
          .at(70, 0, "", () -> TestCalls.vfree(script.result("address")))
          .at(130, 0, TestCalls.purge())
          .at(150, 0, TestCalls.vmalloc(4096))
          .at(200, isolated, "", () -> TestCalls.load(script.result("address")));
    };
  }
}
