package org.emukernel.scenarios.cli;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.emukernel.scenarios.wiring.EmuModule;

/** The {@code emu} command with its real services, and what it wrote. */
final class EmuInProcess {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /* The exit status. */
  int run(String... args) {
    InjectedServices services = new InjectedServices(plugIns -> INJECTOR);
    PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new EmuCli(services, new Console(out, messages)).run(args);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  void forgetOut() {
    out.reset();
  }
}
