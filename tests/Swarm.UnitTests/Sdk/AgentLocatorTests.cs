using System.Net.Sockets;
using Swarm.Model;
using Swarm.Sdk;
using Xunit;

namespace Swarm.UnitTests.Sdk;

/// <summary>
/// Agents are found by name, by socket and by address; of several local ones the first that lives is taken.
/// </summary>
public sealed class AgentLocatorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("swarm-ut-");
    private readonly Dictionary<string, string> _variables = [];
    private readonly List<Socket> _sockets = [];

    private AgentLocator Locator => new(name => _variables.GetValueOrDefault(name));

    public AgentLocatorTests()
    {
        _variables["XDG_STATE_HOME"] = Path.Combine(_folder.FullName, "state");
        _variables["XDG_RUNTIME_DIR"] = Path.Combine(_folder.FullName, "run");
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void The_first_living_agent_by_name_is_taken_and_the_others_are_named()
    {
        Listen("run/swarm/hpc.sock");
        Listen("state/swarm/edge/agent.sock");
        Leave("run/swarm/dead.sock");
        List<string> notes = [];

        AgentAddress found = Assert.Single(Locator.Locate(null, notes.Add));

        Assert.Equal("edge", found.Text);
        Assert.Contains("hpc", Assert.Single(notes));
        Assert.DoesNotContain("dead", notes[0]);
    }

    [Fact]
    public void Nobody_is_an_error_that_names_the_command()
    {
        SwarmException nobody = Assert.Throws<SwarmException>(() => Locator.Locate(null));

        Assert.Equal(ErrorCode.PeerUnreachable, nobody.Code);
        Assert.Contains("swarm agent start", nobody.Message);
        Assert.Equal(3, ExitCode.Of(nobody));
    }

    [Fact]
    public void Names_sockets_and_ports_may_be_mixed()
    {
        Listen("run/swarm/hpc.sock");
        _variables["SWARM_AGENT"] = "hpc, /tmp/x.sock,10.0.0.1:7411,other";

        IReadOnlyList<AgentAddress> found = Locator.Locate(null);

        Assert.Equal(Path.Combine(_folder.FullName, "run/swarm/hpc.sock"), found[0].Socket);
        Assert.Equal("/tmp/x.sock", found[1].Socket);
        Assert.Equal("https://10.0.0.1:7411/", found[2].Uri.ToString());
        Assert.Equal(Path.Combine(_folder.FullName, "run/swarm/other.sock"), found[3].Socket);
    }

    [Theory]
    [InlineData("Two Words")]
    [InlineData("host:99999")]
    [InlineData("a:b:c")]
    public void What_is_no_address_is_refused(string text)
    {
        SwarmException refused = Assert.Throws<SwarmException>(() => Locator.Locate(text));

        Assert.Equal(ErrorCode.BadReference, refused.Code);
    }

    [Fact]
    public void A_socket_path_that_no_kernel_takes_is_refused_with_a_sentence()
    {
        SwarmException refused = Assert.Throws<SwarmException>(
            () => AgentAddress.OfSocket("x", "/" + new string('x', 110)));

        Assert.Contains("107", refused.Message);
    }

    private void Listen(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(path))!);
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Full(path)));
        socket.Listen();
        _sockets.Add(socket);
    }

    private void Leave(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(path))!);
        File.WriteAllText(Full(path), "");
    }

    private string Full(string path) => Path.Combine(_folder.FullName, path);
}
