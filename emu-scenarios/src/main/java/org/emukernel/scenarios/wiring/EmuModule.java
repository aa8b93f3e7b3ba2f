package org.emukernel.scenarios.wiring;

import com.google.inject.AbstractModule;

/** Everything that the {@code emu} command needs. */
public final class EmuModule extends AbstractModule {

  @Override
  protected void configure() {
    install(new CatalogueModule());
  }
}
