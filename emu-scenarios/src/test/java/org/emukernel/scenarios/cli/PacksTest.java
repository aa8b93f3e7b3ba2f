package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.List;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;

/** The packs that are shipped, with the plug-ins that are shipped. */
class PacksTest {

  @Test
  void everyPack_loads() throws BadScenarioException {
    Injector injector = Guice.createInjector(new EmuModule());
    ScenarioLoader loader = injector.getInstance(ScenarioLoader.class);

    assertThat(injector.getInstance(Catalogue.class).packs().names()).contains("rteval");
    for (String pack : injector.getInstance(Catalogue.class).packs().names()) {
      assertThat(loader.load(pack, List.of()).scenario()).isEqualTo(pack);
    }
  }
}
