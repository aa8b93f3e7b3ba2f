package org.emukernel.scenarios.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the log to standard error. Done here and not in a logback.xml, which would bind a host
 * application that has this library on its class path.
 */
final class Logging {

  private Logging() {}

  /** Shows warnings, at verbosity 1 also information, above that everything. */
  static void configure(int verbosity) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory.getClass().getName().startsWith("ch.qos.logback.")) {
      Logback.configure(factory, verbosity);
    }
  }

  /** A host such as Spark logs in its own way, and these classes are not there then. */
  private static final class Logback {

    private Logback() {}

    static void configure(ILoggerFactory factory, int verbosity) {
      if (factory instanceof LoggerContext context) {
        context.reset();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(verbosity == 0 ? Level.WARN : verbosity == 1 ? Level.INFO : Level.TRACE);
        root.addAppender(appender(context));
      }
    }

    private static ConsoleAppender<ILoggingEvent> appender(LoggerContext context) {
      LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
      encoder.setContext(context);
      encoder.setLayout(new Line());
      encoder.start();
      ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
      appender.setContext(context);
      appender.setTarget("System.err");
      appender.setEncoder(encoder);
      appender.start();
      return appender;
    }
  }

  /* As the pattern "emu: %-5level %logger{0}: %msg%n", whose interpreter costs the start of emu more than all else here. */
  private static final class Line extends LayoutBase<ILoggingEvent> {

    @Override
    public String doLayout(ILoggingEvent event) {
      String logger = event.getLoggerName();
      StringBuilder line = new StringBuilder("emu: ").append(event.getLevel());
      while (line.length() < "emu: ERROR".length()) {
        line.append(' ');
      }
      line.append(' ').append(logger.substring(logger.lastIndexOf('.') + 1)).append(": ");
      line.append(event.getFormattedMessage()).append(System.lineSeparator());
      IThrowableProxy thrown = event.getThrowableProxy();
      return thrown == null
          ? line.toString()
          : line.append(ThrowableProxyUtil.asString(thrown)).toString();
    }
  }
}
