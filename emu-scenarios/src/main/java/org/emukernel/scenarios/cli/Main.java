package org.emukernel.scenarios.cli;

import com.google.inject.Guice;
import com.google.inject.Stage;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import org.emukernel.scenarios.wiring.EmuModule;

/** The {@code emu} command. */
public final class Main {

  private Main() {}

  /** Runs one command and ends the JVM with its exit status. */
  public static void main(String[] args) {
    // Guice would otherwise generate classes through sun.misc.Unsafe, of which JDK 24 and later
    // warn.
    System.setProperty("guice_bytecode_gen_option", "DISABLED");
    Console console = new Console(new FileOutputStream(FileDescriptor.out), System.err);
    Services services =
        new InjectedServices(
            plugIns -> Guice.createInjector(Stage.DEVELOPMENT, new EmuModule(plugIns)));
    System.exit(new EmuCli(services, console).run(args));
  }
}
