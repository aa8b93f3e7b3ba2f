package org.emukernel.scenarios.spark;

import java.util.Optional;

/**
 * Which cluster.
 *
 * @param url of the master; empty if spark-submit says it
 */
record SparkMaster(Optional<String> url) {}
