package org.example.choosy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emukernel.api.contract.DeferralStrategyContract;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Settings;

/** The laws that every strategy keeps. */
class ChoosyContractTest extends DeferralStrategyContract {

  @Override
  protected DeferralStrategyProvider provider() {
    return new ChoosyStrategyProvider();
  }

  /** The kit tries flags and choices by itself; a list of CPUs it cannot guess. */
  @Override
  protected List<Settings> settings() {
    List<Settings> all = new ArrayList<>(super.settings());
    all.add(new Settings("choosy", Map.of("spared", CpuMask.of(3))));
    all.add(new Settings("choosy", Map.of("spared", CpuMask.none())));
    return all;
  }
}
