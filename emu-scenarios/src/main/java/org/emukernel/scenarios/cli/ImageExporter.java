package org.emukernel.scenarios.cli;

import org.emukernel.scenarios.config.ScenarioSettings;

/** Builds the kernel image that a scenario's machine boots. */
public interface ImageExporter {

  /** {@return the image for the settings' features and only strategy, as an ELF64 file} */
  byte[] export(ScenarioSettings settings);
}
