package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.emukernel.scenarios.page.Asked;
import org.emukernel.scenarios.page.CheckPage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code emu check}: the danger zone and the noinstr rules of a kernel or module. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = {
      "Tells what a kernel runs before it has its own page tables, what can be patched there, and"
          + " what breaks a rule of deferral.",
      "Exit status 0: no finding; 1: findings."
    })
final class CheckCommand implements Callable<Integer> {

  private final Services services;
  private final Console console;

  @Parameters(
      paramLabel = "IMAGE",
      description =
          "vmlinux, vmlinuz or bzImage, vmlinux.o or another object, or a module; .gz, .xz,"
              + " .zst, .lz4 and .lzo too.")
  private Path image = Path.of("");

  @Option(
      names = "--map",
      paramLabel = "FILE",
      description = "System.map, for a vmlinux without symbols; else its kallsyms are read.")
  private @Nullable Path map;

  @Option(
      names = "--features",
      paramLabel = "NAME[,NAME]",
      split = ",",
      description =
          "The CPU's features, by which alternatives are chosen;"
              + " default: pti,pcid,invpcid,fsgsbase,smep,smap,pge.")
  private List<String> features = new ArrayList<>();

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description = "Only findings that matter for this strategy; default: for any.")
  private @Nullable String strategy;

  @Option(
      names = "--allow",
      paramLabel = "FILE",
      description =
          "HOCON: findings to let pass, each with its reason; entries that fit none are told.")
  private @Nullable Path allow;

  @Option(
      names = "--strict",
      description =
          "Let nothing pass by the list of Linux's known cases that comes with this program.")
  private boolean strict;

  @Option(names = "--list", description = "Print the instructions of every entry path.")
  private boolean list;

  @Mixin private ResultFiles files = new ResultFiles();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  CheckCommand(Services services, Console console) {
    this.services = services;
    this.console = console;
  }

  @Override
  public Integer call() throws BadInputException {
    files.requireWritable();
    try {
      ImageChecker.Outcome outcome = services.checker().check(request());
      outcome.notes().forEach(console::message);
      console.result(outcome.as(form()));
      files.writePage(() -> page(outcome));
      files.writeTables(outcome::tables);
      return (outcome.findings() == 0 ? ExitStatus.FINE : ExitStatus.FINDING).code();
    } catch (ImageChecker.RefusedException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new BadInputException(
          "%s: found %s, expected a file that can be read".formatted(file(e), IoReason.of(e)), e);
    }
  }

  private String file(IOException e) {
    String named = e instanceof FileSystemException system ? system.getFile() : null;
    return named == null ? image.toString() : named;
  }

  private ImageChecker.Request request() {
    return new ImageChecker.Request(
        image,
        Optional.ofNullable(map),
        Optional.ofNullable(allow),
        strict ? ImageChecker.Known.COUNT : ImageChecker.Known.PASS,
        features,
        Optional.ofNullable(strategy));
  }

  private ImageChecker.Form form() {
    ImageChecker.Form text = list ? ImageChecker.Form.LISTING : ImageChecker.Form.TEXT;
    return json ? ImageChecker.Form.JSON : text;
  }

  private String page(ImageChecker.Outcome outcome) {
    return CheckPage.of(
        image.toString(),
        outcome.findings(),
        outcome.as(ImageChecker.Form.LISTING),
        outcome.as(ImageChecker.Form.JSON),
        new Asked(again(), Optional.empty(), outcome.notes()));
  }

  private String again() {
    StringBuilder line = new StringBuilder("emu check ").append(ShellWord.of(image.toString()));
    append(line, "--map", map);
    append(line, "--features", features.isEmpty() ? null : String.join(",", features));
    append(line, "--strategy", strategy);
    append(line, "--allow", allow);
    return line.toString();
  }

  private static void append(StringBuilder line, String option, @Nullable Object value) {
    if (value != null) {
      line.append(' ').append(option).append(' ').append(ShellWord.of(value.toString()));
    }
  }
}
