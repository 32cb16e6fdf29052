package cairn.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.FileSystem;
import org.graalvm.polyglot.io.IOAccess;

/// Runs ES modules among the test resources, so that packages of npm can check what this module
/// makes, without a Node on the machine. Bytes go in and out as hex text. Interpreted, and so slow.
///
/// A module may import others by relative paths and packages by the names that [#of] was given. It
/// has TextEncoder and TextDecoder, and neither network nor any file but the resources.
public final class JavaScript implements AutoCloseable {
  private static final String MODULE = "application/javascript+module";

  private final Path resources;
  private final Context context;

  private JavaScript(Path resources, Context context) {
    this.resources = resources;
    this.context = context;
  }

  /// @param packages the resource, such as `npm/@mysten/bcs/dist/index.mjs`, for each name that
  ///   modules import without a path
  public static JavaScript of(Map<String, String> packages) {
    Path resources = resources();
    IOAccess files =
        IOAccess.newBuilder().fileSystem(new ResourceFiles(resources, packages)).build();
    Context context =
        Context.newBuilder("js")
            .allowIO(files)
            .allowExperimentalOptions(true)
            .option("engine.WarnInterpreterOnly", "false")
            .option("js.text-encoding", "true")
            .option("js.esm-eval-returns-exports", "true")
            .build();
    return new JavaScript(resources, context);
  }

  /// What the module of that resource exports; a function among it runs by
  /// `member("name").execute(…)`.
  public Value module(String resource) {
    try {
      return context.eval(
          Source.newBuilder("js", resources.resolve(resource).toFile()).mimeType(MODULE).build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }

  private static Path resources() {
    try {
      return Path.of(JavaScript.class.getResource("/npm").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /// The resources, read-only.
  private record ResourceFiles(FileSystem files, Path root, Map<String, String> packages)
      implements FileSystem {
    ResourceFiles(Path root, Map<String, String> packages) {
      this(
          FileSystem.newReadOnlyFileSystem(FileSystem.newDefaultFileSystem()),
          root,
          Map.copyOf(packages));
    }

    @Override
    public Path parsePath(URI uri) {
      return files.parsePath(uri);
    }

    @Override
    public Path parsePath(String path) {
      String resource = packages.get(path);
      return resource == null ? files.parsePath(path) : root.resolve(resource);
    }

    @Override
    public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options)
        throws IOException {
      files.checkAccess(within(path), modes, options);
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
      files.createDirectory(path, attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
      files.delete(path);
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return files.newByteChannel(within(path), options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
        Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
      return files.newDirectoryStream(within(path), filter);
    }

    @Override
    public Path toAbsolutePath(Path path) {
      return files.toAbsolutePath(path);
    }

    @Override
    public Path toRealPath(Path path, LinkOption... options) throws IOException {
      return files.toRealPath(path, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
        throws IOException {
      return files.readAttributes(within(path), attributes, options);
    }

    private Path within(Path path) {
      if (!path.toAbsolutePath().normalize().startsWith(root)) {
        throw new SecurityException(path + " is no test resource");
      }
      return path;
    }
  }
}
