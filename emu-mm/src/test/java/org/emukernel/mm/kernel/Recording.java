package org.emukernel.mm.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What a real kernel did: an extract of a recording of Linux 6.18.44 on 2 CPUs. */
public final class Recording {

  private Recording() {}

  /** {@return the lines that begin so, without that beginning} */
  public static List<String> lines(String prefix) {
    try (InputStream in = Recording.class.getResourceAsStream("/ipi-2cpu-extract.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(l -> l.startsWith(prefix))
          .map(l -> l.substring(prefix.length()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@return the chains that queued this function, innermost first, from on_each_cpu_cond_mask on,
   * without the suffixes that the compiler gives to parts of functions}
   */
  public static List<String> chains(String function) {
    return lines("chain: " + function + " ").stream()
        .map(c -> c.replace("smp_call_function_many_cond < ", "").replace(".part.0", ""))
        .toList();
  }
}
