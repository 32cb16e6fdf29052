package cairn.disk;

import java.nio.file.Path;

/// A process that tries to take a lock and says by its exit code whether it could.
public final class LockProbe {
  static final int GOT = 40;
  static final int TAKEN = 41;

  private LockProbe() {}

  public static void main(String[] args) {
    boolean got = new RealDisk(Path.of(args[0])).lock("LOCK").isPresent();
    System.exit(got ? GOT : TAKEN);
  }
}
