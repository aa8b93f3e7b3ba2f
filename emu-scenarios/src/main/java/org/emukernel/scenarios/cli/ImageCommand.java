package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.report.AtomicFile;
import org.emukernel.scenarios.report.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code emu image}: the kernel image as an ELF file. */
@Command(
    name = "image",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = "Writes the kernel image as an ELF file that readelf, nm and objdump read.")
final class ImageCommand implements Callable<Integer> {

  private final Services services;
  private final Console console;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write.")
  private Path file = Path.of("");

  @Mixin private ScenarioOptions options = new ScenarioOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  ImageCommand(Services services, Console console) {
    this.services = services;
    this.console = console;
  }

  @Override
  public Integer call() throws BadScenarioException, BadInputException {
    ScenarioSettings settings = services.scenarios().loadDefaults(options.overrides());
    requireOneStrategy(settings.strategies());
    byte[] image = services.images().export(settings);
    try {
      AtomicFile.write(file, image);
    } catch (IOException e) {
      throw new BadInputException(
          "%s: found %s, expected a file that can be written".formatted(file, IoReason.of(e)), e);
    }
    console.result(json ? json(image.length) : file + ": " + image.length + " bytes\n");
    return ExitStatus.FINE.code();
  }

  /* An image holds the entry code of one. */
  private static void requireOneStrategy(List<StrategySettings> strategies)
      throws BadInputException {
    if (strategies.size() > 1) {
      List<String> labels = strategies.stream().map(StrategySettings::label).toList();
      throw new BadInputException(
          "--strategy: found %d strategies (%s), expected one: an image holds the entry code of one"
              .formatted(labels.size(), String.join(", ", labels)));
    }
  }

  private String json(int bytes) {
    return JsonText.object(
        out -> {
          out.writeStringField("file", file.toString());
          out.writeNumberField("bytes", bytes);
        });
  }
}
