global using Abaca.Tests.Compat.Service;
global using Xunit;
