/// Files behind an interface: the real ones, and simulated ones with faults.
///
/// What must be durable goes through here, so that a test can crash it at any write. A [Disk] is
/// rooted in one directory; paths are relative to it, with `/` between parts. Files and disks
/// belong to one thread unless a type says otherwise; read access by position is thread-safe.
@NullMarked
package cairn.disk;

import org.jspecify.annotations.NullMarked;
