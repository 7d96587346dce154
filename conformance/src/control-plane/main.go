// A control plane for tests, on go-control-plane: it is told on its standard input what to do and says on its standard
// output what it has done, one line each.
//
//	next          another random snapshot           -> snapshot VERSION PORT=UPSTREAM|- ...
//	state         what the proxy has said so far    -> state ACKS NACKS VERSION-BY-TYPE...
//	quit
//
// Each port of -ports may have a listener: a TCP proxy, or with -http an HTTP connection manager with routes by RDS. It leads
// to one of -upstreams through a cluster whose name changes with each snapshot; with -eds its endpoints come by EDS.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"log"
	"math/rand"
	"net"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	router "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/router/v3"
	hcm "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	tcp "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/tcp_proxy/v3"
	clusterservice "github.com/envoyproxy/go-control-plane/envoy/service/cluster/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	endpointservice "github.com/envoyproxy/go-control-plane/envoy/service/endpoint/v3"
	listenerservice "github.com/envoyproxy/go-control-plane/envoy/service/listener/v3"
	routeservice "github.com/envoyproxy/go-control-plane/envoy/service/route/v3"
	"github.com/envoyproxy/go-control-plane/pkg/cache/types"
	"github.com/envoyproxy/go-control-plane/pkg/cache/v3"
	"github.com/envoyproxy/go-control-plane/pkg/resource/v3"
	"github.com/envoyproxy/go-control-plane/pkg/server/v3"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"
)

var (
	mode      = flag.String("mode", "ads", "how the proxy asks: ads, xds, delta or delta-ads")
	address   = flag.String("listen", "127.0.0.1:0", "where the proxy asks")
	seed      = flag.Int64("seed", 1, "of the snapshots")
	ports     = flag.String("ports", "", "where the proxy may be told to listen")
	upstreams = flag.String("upstreams", "", "where traffic may be sent")
	eds       = flag.Bool("eds", false, "endpoints come by EDS")
	http      = flag.Bool("http", false, "listeners speak HTTP, routes come by RDS")
	extra     = flag.Int("extra", 0, "clusters that nobody uses and that never change")
	from      = flag.Int("from", 0, "begins with the snapshot of this number: what a restart finds")
	steady    = flag.Bool("steady", false, "every port has a listener in every snapshot, clusters keep their names")
	node      = flag.String("node", "test-id", "the node that the snapshots are for")
)

// spoken counts what the proxy has said.
type spoken struct {
	sync.Mutex
	acks, nacks int
	versions    map[string]string
}

func (s *spoken) hear(typeURL, version, nonce string, nack string) {
	s.Lock()
	defer s.Unlock()
	if nonce == "" {
		return
	}
	if nack != "" {
		s.nacks++
		log.Printf("NACK %s %s", typeURL, nack)
		return
	}
	s.acks++
	if version != "" {
		s.versions[typeURL[strings.LastIndex(typeURL, ".")+1:]] = version
	}
}

func (s *spoken) state() string {
	s.Lock()
	defer s.Unlock()
	var all []string
	for name, version := range s.versions {
		all = append(all, name+"="+version)
	}
	sort.Strings(all)
	return fmt.Sprintf("state %d %d %s", s.acks, s.nacks, strings.Join(all, " "))
}

func source() *core.ConfigSource {
	config := &core.ConfigSource{ResourceApiVersion: core.ApiVersion_V3, InitialFetchTimeout: durationpb.New(0)}
	if *mode == "ads" || *mode == "delta-ads" {
		config.ConfigSourceSpecifier = &core.ConfigSource_Ads{Ads: &core.AggregatedConfigSource{}}
		return config
	}
	kind := core.ApiConfigSource_GRPC
	if *mode == "delta" {
		kind = core.ApiConfigSource_DELTA_GRPC
	}
	config.ConfigSourceSpecifier = &core.ConfigSource_ApiConfigSource{ApiConfigSource: &core.ApiConfigSource{
		ApiType:             kind,
		TransportApiVersion: core.ApiVersion_V3,
		GrpcServices: []*core.GrpcService{{TargetSpecifier: &core.GrpcService_EnvoyGrpc_{
			EnvoyGrpc: &core.GrpcService_EnvoyGrpc{ClusterName: "xds_cluster"}}}},
	}}
	return config
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func socket(hostPort string) *core.Address {
	host, port, err := net.SplitHostPort(hostPort)
	if err != nil {
		log.Fatal(err)
	}
	number := must(strconv.ParseUint(port, 10, 16))
	return &core.Address{Address: &core.Address_SocketAddress{SocketAddress: &core.SocketAddress{
		Address: host, PortSpecifier: &core.SocketAddress_PortValue{PortValue: uint32(number)}}}}
}

func makeCluster(name, upstream string) (*cluster.Cluster, *endpoint.ClusterLoadAssignment) {
	assignment := &endpoint.ClusterLoadAssignment{ClusterName: name, Endpoints: []*endpoint.LocalityLbEndpoints{{
		LbEndpoints: []*endpoint.LbEndpoint{{HostIdentifier: &endpoint.LbEndpoint_Endpoint{
			Endpoint: &endpoint.Endpoint{Address: socket(upstream)}}}}}}}
	made := &cluster.Cluster{Name: name, ConnectTimeout: durationpb.New(2 * time.Second)}
	if *eds {
		made.ClusterDiscoveryType = &cluster.Cluster_Type{Type: cluster.Cluster_EDS}
		made.EdsClusterConfig = &cluster.Cluster_EdsClusterConfig{EdsConfig: source()}
		return made, assignment
	}
	made.ClusterDiscoveryType = &cluster.Cluster_Type{Type: cluster.Cluster_STATIC}
	made.LoadAssignment = assignment
	return made, nil
}

func makeListener(port, clusterName, routeName string) (*listener.Listener, *route.RouteConfiguration) {
	var name string
	var config proto.Message
	var routes *route.RouteConfiguration
	if *http {
		routes = &route.RouteConfiguration{Name: routeName, VirtualHosts: []*route.VirtualHost{{
			Name: "all", Domains: []string{"*"}, Routes: []*route.Route{{
				Match: &route.RouteMatch{PathSpecifier: &route.RouteMatch_Prefix{Prefix: "/"}},
				Action: &route.Route_Route{Route: &route.RouteAction{
					ClusterSpecifier: &route.RouteAction_Cluster{Cluster: clusterName}}}}}}}}
		name = "envoy.filters.network.http_connection_manager"
		config = &hcm.HttpConnectionManager{
			StatPrefix: "http",
			RouteSpecifier: &hcm.HttpConnectionManager_Rds{
				Rds: &hcm.Rds{ConfigSource: source(), RouteConfigName: routeName}},
			HttpFilters: []*hcm.HttpFilter{{Name: "envoy.filters.http.router", ConfigType: &hcm.HttpFilter_TypedConfig{
				TypedConfig: must(anypb.New(&router.Router{}))}}},
		}
	} else {
		name = "envoy.filters.network.tcp_proxy"
		config = &tcp.TcpProxy{StatPrefix: "tcp", ClusterSpecifier: &tcp.TcpProxy_Cluster{Cluster: clusterName}}
	}
	return &listener.Listener{
		Name:    "listener-" + port,
		Address: socket("127.0.0.1:" + port),
		FilterChains: []*listener.FilterChain{{Filters: []*listener.Filter{{
			Name: name, ConfigType: &listener.Filter_TypedConfig{TypedConfig: must(anypb.New(config))}}}}},
	}, routes
}

// next makes a snapshot: about one port in eight has no listener, one cluster in two keeps its name.
func next(random *rand.Rand, version int) (*cache.Snapshot, string) {
	var clusters, endpoints, listeners, routes []types.Resource
	said := []string{"snapshot", strconv.Itoa(version)}
	targets := strings.Split(*upstreams, ",")
	for _, port := range strings.Split(*ports, ",") {
		if random.Intn(8) == 0 && !*steady {
			said = append(said, port+"=-")
			continue
		}
		upstream := targets[random.Intn(len(targets))]
		generation := strconv.Itoa(version)
		if random.Intn(2) == 0 || *steady {
			generation = "kept"
		}
		name := "cluster-" + port + "-" + generation
		made, assignment := makeCluster(name, upstream)
		clusters = append(clusters, made)
		if assignment != nil {
			endpoints = append(endpoints, assignment)
		}
		front, table := makeListener(port, name, "routes-"+port+"-"+generation)
		listeners = append(listeners, front)
		if table != nil {
			routes = append(routes, table)
		}
		said = append(said, port+"="+upstream)
	}
	for i := range *extra {
		made, assignment := makeCluster("extra-"+strconv.Itoa(i), targets[0])
		clusters = append(clusters, made)
		if assignment != nil {
			endpoints = append(endpoints, assignment)
		}
	}
	snapshot := must(cache.NewSnapshot(strconv.Itoa(version), map[resource.Type][]types.Resource{
		resource.ClusterType: clusters, resource.EndpointType: endpoints,
		resource.ListenerType: listeners, resource.RouteType: routes}))
	if err := snapshot.Consistent(); err != nil {
		log.Fatal(err)
	}
	return snapshot, strings.Join(said, " ")
}

func main() {
	flag.Parse()
	log.SetOutput(os.Stderr)
	heard := &spoken{versions: map[string]string{}}
	callbacks := server.CallbackFuncs{
		StreamRequestFunc: func(_ int64, request *discovery.DiscoveryRequest) error {
			heard.hear(request.TypeUrl, request.VersionInfo, request.ResponseNonce, request.GetErrorDetail().GetMessage())
			return nil
		},
		StreamDeltaRequestFunc: func(_ int64, request *discovery.DeltaDiscoveryRequest) error {
			heard.hear(request.TypeUrl, "", request.ResponseNonce, request.GetErrorDetail().GetMessage())
			return nil
		},
	}
	snapshots := cache.NewSnapshotCache(*mode == "ads" || *mode == "delta-ads", cache.IDHash{}, nil)
	service := server.NewServer(context.Background(), snapshots, callbacks)
	grpcServer := grpc.NewServer()
	discovery.RegisterAggregatedDiscoveryServiceServer(grpcServer, service)
	clusterservice.RegisterClusterDiscoveryServiceServer(grpcServer, service)
	endpointservice.RegisterEndpointDiscoveryServiceServer(grpcServer, service)
	listenerservice.RegisterListenerDiscoveryServiceServer(grpcServer, service)
	routeservice.RegisterRouteDiscoveryServiceServer(grpcServer, service)
	random := rand.New(rand.NewSource(*seed))
	version := 0
	var first *cache.Snapshot
	for version < *from {
		version++
		first, _ = next(random, version)
	}
	if first != nil {
		if err := snapshots.SetSnapshot(context.Background(), *node, first); err != nil {
			log.Fatal(err)
		}
	}
	socket := must(net.Listen("tcp", *address))
	fmt.Println("listening", socket.Addr())
	go func() { log.Fatal(grpcServer.Serve(socket)) }()

	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		switch lines.Text() {
		case "next":
			version++
			snapshot, said := next(random, version)
			if err := snapshots.SetSnapshot(context.Background(), *node, snapshot); err != nil {
				log.Fatal(err)
			}
			fmt.Println(said)
		case "state":
			fmt.Println(heard.state())
		case "quit":
			grpcServer.Stop()
			return
		}
	}
}
