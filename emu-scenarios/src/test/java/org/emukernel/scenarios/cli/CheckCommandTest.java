package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.inject.Guice;
import com.google.inject.Injector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code emu check} on images that {@code emu image} has written. */
class CheckCommandTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());

  @TempDir static Path dir;

  private static Path clean = Path.of("");
  private static Path noted = Path.of("");

  private record Result(int status, String out, String err) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(out);
    }
  }

  private static Result emu(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
    InjectedServices services = new InjectedServices(plugIns -> INJECTOR);
    int status = new EmuCli(services, new Console(out, messages)).run(args);
    return new Result(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @BeforeAll
  static void writeImages() {
    clean = image("immediate");
    noted = image("cr3-signal");
  }

  private static Path image(String strategy) {
    Path file = dir.resolve(strategy);
    assertThat(emu("image", "--strategy", strategy, "--out", file.toString()).status()).isZero();
    return file;
  }

  @Test
  void check_cleanImage_is0WithTheTable() {
    Result result = emu("check", clean.toString());

    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .containsPattern(
            "entry_SYSCALL_64 +user +7 +32 +1 +0 +1 +0 +2 +\\d+ +entry_SYSCALL_64\\+0x1d\n")
        .doesNotContain("Not run to the kernel's context")
        .contains("\n0 findings\n");
  }

  @Test
  void check_list_hasTheInstructions() {
    assertThat(emu("check", "--list", clean.toString()).out())
        .contains("entry_SYSCALL_64 from user:\n")
        .containsPattern(" entry_SYSCALL_64 +swapgs\n")
        .containsPattern(" entry_SYSCALL_64\\+0x1d +mov %rsp,%cr3\n");
  }

  @Test
  void check_imageWithFindings_is1() throws IOException {
    Result result = emu("check", "--json", noted.toString());

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.json().get("findings")).hasSize(4);
    assertThat(result.json().get("findings").get(0).get("kind").asText())
        .isEqualTo("memory touched in the danger zone");
    JsonNode labels = result.json().get("jump_labels");
    assertThat(labels.get("ro_after_init_keys").asInt()).isEqualTo(1);
    assertThat(labels.get("by_section").get(".entry.text").asInt())
        .isEqualTo(labels.get("sites").size());
    assertThat(labels.get("sites").get(0).get("key").asText()).isEqualTo("housekeeping_overridden");
  }

  @Test
  void check_files_sayWhatIsPrinted() throws IOException {
    Path tables = dir.resolve("tables");
    Path page = dir.resolve("page.html");

    Result result = emu("check", noted + "", "--json", "--csv", tables + "", "--report", page + "");

    assertThat(result.status()).isEqualTo(1);
    assertThat(Files.readAllLines(tables.resolve("findings.csv"))).hasSize(1 + 4);
    assertThat(Files.readAllLines(tables.resolve("entries.csv")))
        .hasSize(1 + result.json().get("entries").size())
        .anyMatch(line -> line.startsWith(noted + ",entry_SYSCALL_64,user,9,46,"));
    assertThat(Files.readAllLines(tables.resolve("keyed-sites.csv")))
        .hasSize(
            1
                + result.json().get("jump_labels").get("sites").size()
                + result.json().get("static_calls").get("sites").size());
    assertThat(tables.resolve("sites.csv")).exists();
    assertThat(Files.readString(page))
        .contains("4 findings", result.out().strip().replace("<", "\\u003c"));
  }

  @Test
  void check_withoutPti_hasNoDangerZone() throws IOException {
    Result result = emu("check", "--json", "--features", "fsgsbase,smap", noted.toString());

    assertThat(result.status()).isZero();
    JsonNode syscall = result.json().get("entries").get(0);
    assertThat(syscall.get("cr3_write").isNull()).isTrue();
    assertThat(syscall.has("instructions")).isFalse();
  }

  private static Path allow(String text) throws IOException {
    return Files.writeString(dir.resolve("allow.conf"), text);
  }

  @Test
  void check_allowedFindings_is0AndUnusedEntriesAreTold() throws IOException {
    Path list =
        allow(
            """
            allow = [
              { kind = "memory touched in the danger zone", at = paranoid_entry, reason = known }
              { at = nowhere, reason = "was mended" }
            ]
            """);

    Result result = emu("check", "--allow", list.toString(), noted.toString());

    assertThat(result.status()).isZero();
    assertThat(result.err())
        .isEqualTo("emu: " + list + ": 3: no finding fits this entry (was mended)\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allow = [{ at = f }] | found no reason, expected one",
        "allow = [{ reason = r }] | found neither kind, at nor subject, expected one",
        "allow = [{ kind = k, reason = r }] | found kind \"k\", expected one of non-ro static key",
        "allow = [{ whence = k, reason = r }] | found \"whence\", expected one of kind, at",
        "deny = [] | No configuration setting found for key 'allow'",
        "allow = [ | should have ]"
      })
  void check_badAllowList_is2AndOneLine(String text, String message) throws IOException {
    Result result = emu("check", "--allow", allow(text).toString(), clean.toString());

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).hasLineCount(1).contains("allow.conf: ").containsIgnoringCase(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--features pti,ptti | emu: --features: found \"ptti\", expected one of tsc, msr,",
        "--strategy cr3 | emu: --strategy: found \"cr3\", expected one of",
        "--map missing | emu: missing: found no such file or directory, expected",
        "--allow missing | emu: missing: found no such file or directory, expected"
      })
  void check_badOption_is2AndOneLine(String option, String message) {
    String[] words = option.split(" ");

    Result result = emu("check", words[0], words[1], clean.toString());

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).hasLineCount(1).startsWith(message);
  }

  @Test
  void check_noImage_is2AndOneLine() throws IOException {
    Path text = Files.writeString(dir.resolve("text"), "hello");

    assertThat(emu("check", text.toString()).err())
        .isEqualTo(
            "emu: "
                + text
                + ": at offset 0x0: found a file of an unknown kind, expected ELF, a bzImage, or"
                + " either packed by gzip, xz, zstd, lz4, lzo or lzma\n");
    assertThat(emu("check", dir.toString()).err())
        .isEqualTo("emu: " + dir + ": found a directory, expected a file\n");
    assertThat(emu("check", dir.resolve("none").toString()).status()).isEqualTo(2);
  }

  @Test
  void check_strategyThatDefersNoText_dropsFindingsOfText() {
    assertThat(emu("check", "--strategy", "immediate", noted.toString()).status()).isEqualTo(1);
    assertThat(emu("check", "--strategy", "coalesce-tlbi", clean.toString()).out())
        .contains("coalesce-tlbi: rules hold up to the MOV to the kernel's CR3; defers no text")
        .doesNotContain("cr3-signal");
  }
}
