package org.emukernel.scenarios.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Says which version this is; the jar's manifest knows. */
final class VersionText implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(VersionText.class.getPackage().getImplementationVersion())
            .orElse("(not packaged)");
    return new String[] {
      "emu " + version, "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
    };
  }
}
